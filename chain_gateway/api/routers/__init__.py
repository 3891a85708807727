"""The HTTP resources, one router for each book and one for each thing that is no book."""
