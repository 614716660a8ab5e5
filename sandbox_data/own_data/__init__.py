"""A plant's own file: profiled in blocks, proposed as card, recipe and declaration, and measured as a draft."""
