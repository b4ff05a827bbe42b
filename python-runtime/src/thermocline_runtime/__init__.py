"""Serves one MLflow model in a process of its own."""

__version__ = "0.1.0"
