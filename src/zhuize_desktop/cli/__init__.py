"""The command line: the same services as the window, one command a module of few lines."""
