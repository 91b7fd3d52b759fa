"""Andante: self-hosted time tracking that speaks Tempo."""

__version__ = "0.1.0"
