"""One file a page. A page is a function that draws; what it shows was decided in `courses.progress`."""
