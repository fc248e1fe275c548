"""What judges text by having learned: needs NumPy, and tier 3 ONNX Runtime and tokenizers (the extra `guard`)."""
