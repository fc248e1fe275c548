"""vLLM: a scheduler class and an ASGI middleware, both given to the stock engine by its own flags.

HTTP ──► middleware ──salt──► engine ──► scheduler ──► block pool
           │  (who, which scope)            ▲ (which leading blocks are published)
           └────── control socket ──────────┘ (declare, withdraw, status: the operator only)
"""
