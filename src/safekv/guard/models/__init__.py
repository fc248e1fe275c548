"""Trained models of ChunkGuard. They need NumPy; tier 3 also ONNX Runtime and tokenizers (extra `guard`)."""
