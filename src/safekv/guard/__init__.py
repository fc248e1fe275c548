"""ChunkGuard: is this unit's text sensitive? Three tiers, cheapest first; each may only make the verdict stricter."""
