"""Words from which the sample's fictitious companies are named."""
# japanese-data

from __future__ import annotations

# name, reading, romaji
PREFIXES = [
    ("青空", "アオゾラ", "aozora"),
    ("みなと", "ミナト", "minato"),
    ("北斗", "ホクト", "hokuto"),
    ("みずほ野", "ミズホノ", "mizuhono"),
    ("南陽", "ナンヨウ", "nanyo"),
    ("東浜", "ヒガシハマ", "higashihama"),
    ("三葉", "ミツバ", "mitsuba"),
    ("あさひ台", "アサヒダイ", "asahidai"),
    ("木曽", "キソ", "kiso"),
    ("日の出", "ヒノデ", "hinode"),
    ("大空", "オオゾラ", "ozora"),
    ("若葉", "ワカバ", "wakaba"),
    ("白鷺", "シラサギ", "shirasagi"),
    ("緑山", "ミドリヤマ", "midoriyama"),
    ("光陽", "コウヨウ", "koyo"),
    ("清流", "セイリュウ", "seiryu"),
    ("星川", "ホシカワ", "hoshikawa"),
    ("高嶺", "タカネ", "takane"),
    ("桜木", "サクラギ", "sakuragi"),
    ("松風", "マツカゼ", "matsukaze"),
    ("岬", "ミサキ", "misaki"),
    ("渓谷", "ケイコク", "keikoku"),
    ("朝霧", "アサギリ", "asagiri"),
    ("夕凪", "ユウナギ", "yunagi"),
    ("潮見", "シオミ", "shiomi"),
    ("雪見", "ユキミ", "yukimi"),
    ("花園", "ハナゾノ", "hanazono"),
    ("竹林", "タケバヤシ", "takebayashi"),
    ("石動", "イスルギ", "isurugi"),
    ("金剛", "コンゴウ", "kongo"),
    ("銀河", "ギンガ", "ginga"),
    ("鶴見台", "ツルミダイ", "tsurumidai"),
    ("亀岡野", "カメオカノ", "kameokano"),
    ("飛翔", "ヒショウ", "hisho"),
    ("協和野", "キョウワノ", "kyowano"),
    ("信越山", "シンエツヤマ", "shinetsuyama"),
    ("関東北", "カントウキタ", "kantokita"),
    ("中京南", "チュウキョウミナミ", "chukyominami"),
    ("瀬戸内", "セトウチ", "setouchi"),
    ("筑紫", "ツクシ", "tsukushi"),
    ("出雲路", "イズモジ", "izumoji"),
    ("美濃", "ミノ", "mino"),
    ("駿河", "スルガ", "suruga"),
    ("相模野", "サガミノ", "sagamino"),
    ("武蔵台", "ムサシダイ", "musashidai"),
    ("常陸野", "ヒタチノ", "hitachino"),
    ("越前", "エチゼン", "echizen"),
    ("但馬", "タジマ", "tajima"),
    ("伊予路", "イヨジ", "iyoji"),
    ("薩摩路", "サツマジ", "satsumaji"),
    ("北上川", "キタカミガワ", "kitakamigawa"),
    ("最上", "モガミ", "mogami"),
    ("石狩", "イシカリ", "ishikari"),
    ("十勝野", "トカチノ", "tokachino"),
    ("信濃路", "シナノジ", "shinanoji"),
    ("富岳", "フガク", "fugaku"),
    ("遠州", "エンシュウ", "enshu"),
    ("播磨", "ハリマ", "harima"),
    ("希望ヶ丘", "キボウガオカ", "kibogaoka"),
    ("天竜", "テンリュウ", "tenryu"),
    ("八千代", "ヤチヨ", "yachiyo"),
    ("五十鈴", "イスズカワ", "isuzukawa"),
    ("七里", "シチリ", "shichiri"),
    ("九重", "ココノエ", "kokonoe"),
    ("三輪", "ミワ", "miwa"),
    ("四季", "シキ", "shiki"),
    ("一宮", "イチノミヤ", "ichinomiya"),
    ("二見", "フタミ", "futami"),
    ("六甲台", "ロッコウダイ", "rokkodai"),
    ("翠", "ミドリ", "midori"),
    ("泉", "イズミ", "izumi"),
    ("楓", "カエデ", "kaede"),
    ("楠", "クスノキ", "kusunoki"),
    ("杉山", "スギヤマ", "sugiyama"),
    ("山吹", "ヤマブキ", "yamabuki"),
    ("藤波", "フジナミ", "fujinami"),
    ("鳴門", "ナルト", "naruto"),
]

MANUFACTURING, LOGISTICS, TRADE = "製造業", "物流・運輸", "卸売・小売"
INFORMATION, CONSTRUCTION, SERVICE, MEDICAL = "情報通信", "建設・不動産", "サービス", "医療・福祉"

# industry → what its companies call themselves: name, reading, romaji
SUFFIXES = {
    MANUFACTURING: [
        ("製作所", "セイサクショ", "seisakusho"),
        ("工業", "コウギョウ", "kogyo"),
        ("精機", "セイキ", "seiki"),
        ("電機", "デンキ", "denki"),
        ("電子", "デンシ", "denshi"),
        ("樹脂工業", "ジュシコウギョウ", "jushi"),
        ("ケミカル", "ケミカル", "chemical"),
        ("金属", "キンゾク", "kinzoku"),
        ("機械", "キカイ", "kikai"),
        ("部品工業", "ブヒンコウギョウ", "buhin"),
        ("食品", "ショクヒン", "shokuhin"),
        ("計器", "ケイキ", "keiki"),
    ],
    LOGISTICS: [
        ("運輸", "ウンユ", "unyu"),
        ("物流", "ブツリュウ", "butsuryu"),
        ("ロジスティクス", "ロジスティクス", "logistics"),
        ("倉庫", "ソウコ", "soko"),
        ("陸運", "リクウン", "rikuun"),
        ("海運", "カイウン", "kaiun"),
    ],
    TRADE: [
        ("商事", "ショウジ", "shoji"),
        ("商会", "ショウカイ", "shokai"),
        ("ストア", "ストア", "store"),
        ("マーケット", "マーケット", "market"),
        ("物産", "ブッサン", "bussan"),
        ("トレーディング", "トレーディング", "trading"),
    ],
    INFORMATION: [
        ("システムズ", "システムズ", "systems"),
        ("ソフトウェア", "ソフトウェア", "software"),
        ("ネットワーク", "ネットワーク", "network"),
        ("データ", "データ", "data"),
        ("リンクワークス", "リンクワークス", "linkworks"),
    ],
    CONSTRUCTION: [
        ("建設", "ケンセツ", "kensetsu"),
        ("工務店", "コウムテン", "komuten"),
        ("設計", "セッケイ", "sekkei"),
        ("不動産", "フドウサン", "fudosan"),
        ("ハウジング", "ハウジング", "housing"),
    ],
    SERVICE: [
        ("サービス", "サービス", "service"),
        ("コンサルティング", "コンサルティング", "consulting"),
        ("人材", "ジンザイ", "jinzai"),
        ("広告", "コウコク", "kokoku"),
        ("観光", "カンコウ", "kanko"),
    ],
    MEDICAL: [
        ("メディカル", "メディカル", "medical"),
        ("ケアサービス", "ケアサービス", "care"),
        ("薬品", "ヤクヒン", "yakuhin"),
        ("医療機器", "イリョウキキ", "iryokiki"),
    ],
}
INDUSTRY_SHARES = {
    MANUFACTURING: 34,
    LOGISTICS: 15,
    TRADE: 15,
    INFORMATION: 12,
    CONSTRUCTION: 9,
    SERVICE: 10,
    MEDICAL: 5,
}
ICP_INDUSTRIES = [MANUFACTURING, LOGISTICS]

# Legal forms: before or after the name, and how many of a hundred bear them.
FORMS = [("株式会社{}", 52), ("{}株式会社", 38), ("㈱{}", 3), ("有限会社{}", 4), ("合同会社{}", 3)]

# Bands of head-count with how many of a hundred companies lie in each; the ICP asks for 100 to 999.
EMPLOYEE_BANDS = [((12, 49), 17), ((50, 99), 19), ((100, 299), 27), ((300, 999), 21), ((1000, 4200), 16)]
ICP_BANDS = [(100, 299), (300, 999)]
OTHER_BANDS = [(12, 49), (50, 99), (1000, 4200)]

# Regions with the share of companies; sales visit the first four.
REGIONS = {"関東": 36, "東海": 20, "関西": 19, "北陸・甲信越": 8, "東北・北海道": 9, "九州・中国・四国": 8}
VISITED_REGIONS = ["関東", "東海", "関西", "北陸・甲信越"]

# The system a company runs its business on; who built their own is left out of the ICP.
OWN_SYSTEM = "自社開発"
CORE_SYSTEMS = {"表計算のみ": 41, "国産パッケージ": 33, "海外パッケージ": 16, OWN_SYSTEM: 10}

COMPETITOR_DOMAINS = ["kyogo-cloud.example", "rival-erp.example"]
COMPETITORS = [("株式会社競合クラウド", "kyogo-cloud.example"), ("ライバルERP株式会社", "rival-erp.example")]
