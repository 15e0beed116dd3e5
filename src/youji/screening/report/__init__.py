"""One self-contained HTML file, Excel and CSV."""
