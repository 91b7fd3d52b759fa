"""Creates a realistic example company, Alder & Finch. Each module creates one part of it; `story` runs them in order."""
