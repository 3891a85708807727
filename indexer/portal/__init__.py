"""Public pages: templates, translations, static files. Rendered here, whole without JavaScript."""
