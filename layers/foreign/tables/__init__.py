"""Workbooks, text tables and web pages: where the header is, what the cells say."""
