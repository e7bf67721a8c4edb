"""The API has doors of its own (tests/api): a key names its workspace, its scopes say what it may do."""

_KEY = "asks for an API key"
PUBLIC = {
    "api:schema": "the specification holds no data",
    "api:docs": "the specification holds no data",
    **{
        f"api:{name}": _KEY
        for name in (
            "leads",
            "companies",
            "deals",
            "activities",
            "backcalc",
            "plans-compute",
            "strategies",
            "strategy",
            "strategy-design",
            "kpi-funnel",
            "handoffs",
            "handoff-accept",
            "handoff-return",
            "handoff-qualify",
        )
    },
}
ROWS: list = []
