"""The exchange: releases go out, submissions come in, feedback goes back, over HTTP with hub tokens."""
