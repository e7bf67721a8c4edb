"""The sign-ins of the demo workspace. They exist only where the demo is loaded, and never in production."""
# japanese-data

DEMO_SLUG = "demo"
DEMO_PASSWORD = "demo-pass-2026"
# e-mail, name, role, side
DEMO_ACCOUNTS = [
    ("admin@demo.example", "高橋 直樹", "administrator", ""),
    ("marketer@demo.example", "山田 美咲", "marketer", ""),
    ("manager@demo.example", "伊藤 健", "manager", "marketing"),
    ("sales@demo.example", "鈴木 大輔", "sales", ""),
    ("exec@demo.example", "佐藤 恵子", "executive", ""),
    ("viewer@demo.example", "渡辺 翔", "viewer", ""),
]
