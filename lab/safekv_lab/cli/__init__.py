"""The laboratory's commands; `safekv` shows them where the laboratory is installed."""
