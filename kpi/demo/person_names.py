"""Names, titles and departments of the sample's fictitious people."""
# japanese-data

from __future__ import annotations

# family name, reading, romaji
FAMILY_NAMES = [
    ("佐藤", "サトウ", "sato"), ("鈴木", "スズキ", "suzuki"), ("高橋", "タカハシ", "takahashi"),
    ("田中", "タナカ", "tanaka"), ("伊藤", "イトウ", "ito"), ("渡辺", "ワタナベ", "watanabe"),
    ("山本", "ヤマモト", "yamamoto"), ("中村", "ナカムラ", "nakamura"), ("小林", "コバヤシ", "kobayashi"),
    ("加藤", "カトウ", "kato"), ("吉田", "ヨシダ", "yoshida"), ("山田", "ヤマダ", "yamada"),
    ("佐々木", "ササキ", "sasaki"), ("山口", "ヤマグチ", "yamaguchi"), ("松本", "マツモト", "matsumoto"),
    ("井上", "イノウエ", "inoue"), ("木村", "キムラ", "kimura"), ("林", "ハヤシ", "hayashi"),
    ("斎藤", "サイトウ", "saito"), ("清水", "シミズ", "shimizu"), ("山崎", "ヤマザキ", "yamazaki"),
    ("森", "モリ", "mori"), ("池田", "イケダ", "ikeda"), ("橋本", "ハシモト", "hashimoto"),
    ("阿部", "アベ", "abe"), ("石川", "イシカワ", "ishikawa"), ("山下", "ヤマシタ", "yamashita"),
    ("中島", "ナカジマ", "nakajima"), ("石井", "イシイ", "ishii"), ("小川", "オガワ", "ogawa"),
    ("前田", "マエダ", "maeda"), ("岡田", "オカダ", "okada"), ("長谷川", "ハセガワ", "hasegawa"),
    ("藤田", "フジタ", "fujita"), ("後藤", "ゴトウ", "goto"), ("近藤", "コンドウ", "kondo"),
    ("村上", "ムラカミ", "murakami"), ("遠藤", "エンドウ", "endo"), ("青木", "アオキ", "aoki"),
    ("坂本", "サカモト", "sakamoto"), ("福田", "フクダ", "fukuda"), ("太田", "オオタ", "ota"),
    ("西村", "ニシムラ", "nishimura"), ("藤井", "フジイ", "fujii"), ("岡本", "オカモト", "okamoto"),
    ("三浦", "ミウラ", "miura"), ("藤原", "フジワラ", "fujiwara"), ("金子", "カネコ", "kaneko"),
    ("中野", "ナカノ", "nakano"), ("原田", "ハラダ", "harada"), ("松田", "マツダ", "matsuda"),
    ("竹内", "タケウチ", "takeuchi"), ("小野", "オノ", "ono"), ("田村", "タムラ", "tamura"),
    ("中山", "ナカヤマ", "nakayama"), ("和田", "ワダ", "wada"), ("石田", "イシダ", "ishida"),
    ("森田", "モリタ", "morita"), ("上田", "ウエダ", "ueda"), ("内田", "ウチダ", "uchida"),
]  # fmt: skip

# given name, reading, romaji
GIVEN_NAMES = [
    ("太郎", "タロウ", "taro"), ("花子", "ハナコ", "hanako"), ("誠", "マコト", "makoto"),
    ("直子", "ナオコ", "naoko"), ("亮", "リョウ", "ryo"), ("恵", "メグミ", "megumi"),
    ("健", "ケン", "ken"), ("由美", "ユミ", "yumi"), ("大輔", "ダイスケ", "daisuke"),
    ("美咲", "ミサキ", "misaki"), ("翔", "ショウ", "sho"), ("陽子", "ヨウコ", "yoko"),
    ("浩", "ヒロシ", "hiroshi"), ("真由美", "マユミ", "mayumi"), ("隆", "タカシ", "takashi"),
    ("智子", "トモコ", "tomoko"), ("剛", "ツヨシ", "tsuyoshi"), ("彩", "アヤ", "aya"),
    ("修", "オサム", "osamu"), ("久美子", "クミコ", "kumiko"), ("学", "マナブ", "manabu"),
    ("香織", "カオリ", "kaori"), ("拓也", "タクヤ", "takuya"), ("裕子", "ユウコ", "yuko"),
    ("達也", "タツヤ", "tatsuya"), ("麻衣", "マイ", "mai"), ("和也", "カズヤ", "kazuya"),
    ("優子", "ユウコ", "yuuko"), ("秀樹", "ヒデキ", "hideki"), ("千尋", "チヒロ", "chihiro"),
    ("聡", "サトシ", "satoshi"), ("里美", "サトミ", "satomi"), ("圭介", "ケイスケ", "keisuke"),
    ("愛", "アイ", "ai"), ("俊介", "シュンスケ", "shunsuke"), ("葵", "アオイ", "aoi"),
    ("正人", "マサト", "masato"), ("沙織", "サオリ", "saori"), ("哲也", "テツヤ", "tetsuya"),
    ("明日香", "アスカ", "asuka"), ("浩二", "コウジ", "koji"), ("奈々", "ナナ", "nana"),
    ("雄一", "ユウイチ", "yuichi"), ("千春", "チハル", "chiharu"), ("勝", "マサル", "masaru"),
    ("弥生", "ヤヨイ", "yayoi"), ("洋平", "ヨウヘイ", "yohei"), ("早苗", "サナエ", "sanae"),
]  # fmt: skip

# Titles that decide, and the others; the points of the MQL rule ask for the first group.
DECIDING_TITLES = {"部長": 52, "本部長": 14, "執行役員": 12, "取締役": 14, "代表取締役社長": 8}
OTHER_TITLES = {"課長": 34, "係長": 14, "主任": 14, "担当": 38}
STUDENT = "学生"
TITLE_WORDS = ["部長", "役員", "取締役", "社長"]

DEPARTMENTS = {
    "情報システム部": 22,
    "経営企画部": 14,
    "製造部": 18,
    "購買部": 12,
    "物流部": 12,
    "総務部": 12,
    "営業企画部": 10,
}
