"""What people type into the search box: English, Hindi, Hinglish, misspelt, and much else."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.columns import either, pick, text
from etl.synthetic.streams import Ints, Mask

QUERIES = {
    "subcat_plumbing": "plumber|plumber near me|nal theek karne wala|pipe leakage|प्लंबर|tap repair"
    "|bathroom fitting|plumbar|water tank cleaning|नल ठीक करना|motor fitting|drain block|plamber",
    "subcat_electrical": "electrician|bijli wala|बिजली मिस्त्री|fan repair|wiring|inverter repair"
    "|electrition|ac repair|short circuit|geyser repair|पंखा ठीक करना|light fitting|elektrician",
    "subcat_carpentry": "carpenter|badhai|furniture repair|बढ़ई|door lock repair|carpanter"
    "|bed repair|almirah repair|modular kitchen|wood work",
    "subcat_cleaning": "home cleaning|deep cleaning|ghar ki safai|सफाई वाला|sofa cleaning"
    "|bathroom cleaning|kitchen cleaning|clening service|house cleaning service|safai wala",
    "subcat_painting": "painter|ghar ki putai|पुताई|wall painting|painting contractor|putty"
    "|waterproofing|penter|texture paint|wood polish",
    "subcat_pest_control": "pest control|cockroach treatment|deemak treatment|दीमक|termite control"
    "|machhar|bed bugs|khatmal|paste control|rat control",
    "subcat_salon": "salon at home|beautician|parlour|bridal makeup|ब्यूटी पार्लर|facial"
    "|mehndi and makeup|haircut at home|buity parlour|waxing at home|spa|makeup artist|massage",
    "subcat_fitness": "gym trainer|personal trainer|fitness trainer|weight loss|zumba"
    "|जिम ट्रेनर|home gym trainer|fitnes trainer",
    "subcat_yoga": "yoga teacher|yoga class|योग शिक्षक|yoga at home|meditation|yog|prenatal yoga",
    "subcat_tutor": "home tutor|maths tutor|tuition|ट्यूशन|class 10 tutor|science teacher"
    "|english tuition|tution|home tutar|physics tutor|class 12 maths|ghar par tuition",
    "subcat_music": "guitar class|music teacher|singing class|harmonium|तबला|tabla teacher"
    "|keyboard class|gitar teacher|sangeet",
    "subcat_language": "spoken english|english speaking course|urdu teacher|अंग्रेजी बोलना"
    "|ielts|german class|spokan english|french tutor",
    "subcat_photography": "photographer|wedding photographer|pre wedding shoot|फोटोग्राफर"
    "|birthday photographer|fotografer|video shooting|candid photography|shaadi photographer",
    "subcat_catering": "caterers|catering|halwai|हलवाई|shaadi catering|catring|party food"
    "|tent house",
    "subcat_decoration": "decorator|balloon decoration|birthday decoration|सजावट|mandap"
    "|flower decoration|phool sajawat|decoretion|wedding decorator",
    "subcat_mehndi": "mehndi artist|mehndi wali|मेहंदी|bridal mehndi|mehandi artist|mehdi",
    "subcat_dj": "dj|dj for wedding|dhol wala|डीजे|sound system|band baja|dj on rent",
    "subcat_accounting": "ca near me|itr filing|income tax return|gst registration|सीए|accountant"
    "|gst return|tax consultant|acountant|company registration",
    "subcat_legal": "lawyer|vakil|वकील|advocate|rent agreement|property lawyer|laywer"
    "|affidavit|notary",
    "subcat_architect": "architect|interior designer|house map|naksha|नक्शा|vastu|arkitect"
    "|false ceiling",
    "subcat_computer": "laptop repair|computer repair|website design|cctv camera|कंप्यूटर रिपेयर"
    "|laptop ripair|data recovery|printer repair|wifi setup",
}
"""By sub-category, the most common first."""

UNSERVED = (
    *("packers and movers", "maid", "cook", "driver", "car wash", "bike mechanic", "kaam wali bai"),
    *("passport agent", "ambulance", "nurse at home", "tiffin service", "रसोइया", "water purifier"),
    *("security guard", "gas stove repair", "pandit ji", "पंडित", "washing machine repair", "taxi"),
    *("dog walker", "tailor", "darzi", "milk delivery", "rto agent", "loan", "physiotherapist"),
)
"""What the marketplace does not offer (yet): searched and not found."""

TAILS = (
    *(("",) * 14),
    *(" near me", " near me", " price", " rate", " urgent", " contact number", " 24 hours"),
    *(" best", " at home", " today", " sasta", " kitna lega", " paas mein", " charges"),
)
"""What people add to their query; mostly nothing."""

QUERY_LISTS = [QUERIES[sub.id].split("|") for sub in SUB_CATEGORIES]
SIZES = np.array([len(queries) for queries in QUERY_LISTS])
BEGIN = np.cumsum(SIZES) - SIZES


def misspelt(query: str, chance: np.random.Generator) -> str:
    """Return the query with one letter dropped, doubled, or swapped with the next."""
    at = int(chance.integers(0, max(1, len(query) - 1)))
    kinds = (
        query[:at] + query[at + 1 :],
        query[:at] + query[at] * 2 + query[at + 1 :],
        query[:at] + query[at + 1 : at + 2] + query[at] + query[at + 2 :],
    )
    return kinds[int(chance.integers(0, 3))]


VARIANTS = 5
WRONG = [
    misspelt(query, np.random.default_rng([number, variant]))
    for number, query in enumerate(query for queries in QUERY_LISTS for query in queries)
    for variant in range(VARIANTS)
]
RIGHT = [query for queries in QUERY_LISTS for query in queries]


def write(rng: Generator, sub: Ints, wrong: Mask, district: pa.Array, office: pa.Array) -> pa.Array:
    """Return a query for each search; common ones first, with a long tail of places and wishes."""
    size = len(sub)
    number = BEGIN[sub] + (SIZES[sub] * rng.random(size) ** 3.2).astype(np.int64)
    words = either(
        wrong, pick(WRONG, number * VARIANTS + rng.integers(0, VARIANTS, size)), pick(RIGHT, number)
    )
    kind = rng.random(size)
    tail = pick(TAILS, rng.integers(0, len(TAILS), size))
    tail = either(kind < 0.06, text(" in ", district), tail)
    tail = either((kind >= 0.06) & (kind < 0.10), text(" ", office), tail)
    return text(either(rng.random(size) < 0.12, _capital(words), words), tail)


def unserved(rng: Generator, size: int) -> pa.Array:
    """Return queries for what nobody offers."""
    return pick(UNSERVED, (len(UNSERVED) * rng.random(size) ** 1.6).astype(np.int64))


def _capital(words: pa.Array) -> pa.Array:
    return pc.utf8_capitalize(words)
