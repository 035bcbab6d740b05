"""What the marketplace offers: the document's categories and sub-categories, and some more."""

import json
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from etl.synthetic.calendar import HOUR, Period
from etl.synthetic.columns import Rows, moments
from etl.synthetic.streams import Ints


@dataclass(frozen=True)
class Category:
    """A category as the document seeds it, and how its business works."""

    id: str
    name: str
    hi: str
    ur: str
    slug: str
    icon: str
    description: str
    fee_percent: int
    """The platform's share of a payment."""
    lead_days: float
    """How long ahead customers book (median)."""


@dataclass(frozen=True)
class SubCategory:
    """A sub-category, how much of it people want, and what it costs and takes."""

    id: str
    category: str
    name: str
    hi: str
    ur: str
    slug: str
    share: float
    """Share of all demand, seasons apart."""
    rupees: int
    """Typical price of a job."""
    minutes: int
    """Typical length of a job."""
    services: tuple[str, ...]
    seasons: dict[str, float] = field(default_factory=dict)
    """Demand at the height of a season, as a multiple of usual."""


CATEGORIES = (
    Category(
        *("cat_home_services", "Home Services", "घरेलू सेवाएं", "گھریلو خدمات", "home-services"),
        *("🏠", "Essential home maintenance and repair services"),
        fee_percent=10,
        lead_days=0.8,
    ),
    Category(
        *("cat_personal_care", "Personal Care", "व्यक्तिगत देखभाल", "ذاتی نگہداشت"),
        *("personal-care", "💆", "Beauty, fitness, and wellness services"),
        fee_percent=12,
        lead_days=1.0,
    ),
    Category(
        *("cat_education", "Education", "शिक्षा", "تعلیم", "education", "📚"),
        *("Tutoring and skill development",),
        fee_percent=8,
        lead_days=2.0,
    ),
    Category(
        *("cat_events", "Events & Hospitality", "कार्यक्रम और आतिथ्य", "تقریبات"),
        *("events-hospitality", "🎉", "Event planning, catering, photography"),
        fee_percent=15,
        lead_days=10.0,
    ),
    Category(
        *("cat_professional", "Professional Services", "पेशेवर सेवाएं", "پیشہ ورانہ خدمات"),
        *("professional-services", "💼", "Legal, accounting, consulting"),
        fee_percent=12,
        lead_days=2.5,
    ),
)

HOME, CARE, EDUCATION, EVENTS, PROFESSIONAL = (category.id for category in CATEGORIES)

SUB_CATEGORIES = (
    SubCategory(
        *("subcat_plumbing", HOME, "Plumbing", "प्लंबिंग", "پلمبنگ", "plumbing", 11.0, 450, 75),
        ("Leak Repair", "Tap Replacement", "Drain Cleaning", "Tank Fitting", "Bathroom Fitting"),
        {"monsoon": 1.9},
    ),
    SubCategory(
        *("subcat_electrical", HOME, "Electrical", "बिजली", "بجلی", "electrical", 11.0, 420, 60),
        ("Wiring Repair", "Fan Installation", "Inverter Fitting", "MCB Repair", "AC Point"),
        {"monsoon": 1.6, "summer": 1.5, "diwali": 1.4},
    ),
    SubCategory(
        *("subcat_carpentry", HOME, "Carpentry", "बढ़ईगीरी", "بڑھئی", "carpentry", 5.0, 900, 150),
        ("Door Repair", "Bed Assembly", "Wardrobe Repair", "Lock Fitting"),
    ),
    SubCategory(
        *("subcat_cleaning", HOME, "Cleaning", "सफाई", "صفائی", "cleaning", 9.0, 1200, 180),
        ("Home Deep Cleaning", "Kitchen Cleaning", "Sofa Cleaning", "Bathroom Cleaning"),
        {"diwali": 2.6, "holi": 1.6, "eid": 1.4},
    ),
    SubCategory(
        *("subcat_painting", HOME, "Painting", "पेंटिंग", "پینٹنگ", "painting", 4.0, 2400, 420),
        ("Room Painting", "Wall Putty", "Waterproofing", "Wood Polish"),
        {"diwali": 3.2, "wedding": 1.4, "monsoon": 0.5},
    ),
    SubCategory(
        *("subcat_pest_control", HOME, "Pest Control", "कीट नियंत्रण", "کیڑے کنٹرول"),
        *("pest-control", 4.0, 1100, 90),
        ("Cockroach Treatment", "Termite Treatment", "Mosquito Control", "Bed Bug Treatment"),
        {"monsoon": 2.2},
    ),
    SubCategory(
        *("subcat_salon", CARE, "Salon & Spa", "सैलून", "سیلون", "salon-spa", 12.0, 750, 90),
        ("Facial", "Haircut at Home", "Bridal Makeup", "Waxing", "Body Massage"),
        {"wedding": 1.5, "diwali": 1.5, "eid": 1.7, "karva_chauth": 2.6, "holi": 1.2},
    ),
    SubCategory(
        *("subcat_fitness", CARE, "Fitness Trainer", "फिटनेस ट्रेनर", "فٹنس"),
        *("fitness-trainer", 3.5, 520, 60),
        ("Personal Training", "Weight Loss Session", "Strength Training"),
        {"new_year": 2.1},
    ),
    SubCategory(
        *("subcat_yoga", CARE, "Yoga Instructor", "योग शिक्षक", "یوگا", "yoga-instructor"),
        *(3.0, 450, 60),
        ("Yoga Session", "Prenatal Yoga", "Meditation Session"),
        {"new_year": 1.6},
    ),
    SubCategory(
        *("subcat_tutor", EDUCATION, "Home Tutor", "ट्यूटर", "ٹیوٹر", "home-tutor", 10.0, 480, 90),
        ("Maths Tuition", "Science Tuition", "English Tuition", "Board Exam Revision"),
        {"exams": 1.9, "new_session": 1.7},
    ),
    SubCategory(
        *("subcat_music", EDUCATION, "Music Teacher", "संगीत शिक्षक", "موسیقی", "music-teacher"),
        *(2.5, 450, 60),
        ("Guitar Lesson", "Harmonium Lesson", "Vocal Training", "Tabla Lesson"),
    ),
    SubCategory(
        *("subcat_language", EDUCATION, "Language Teacher", "भाषा शिक्षक", "زبان"),
        *("language-teacher", 2.5, 460, 60),
        ("Spoken English", "Urdu Lesson", "German Lesson", "IELTS Coaching"),
        {"new_session": 1.4},
    ),
    SubCategory(
        *("subcat_photography", EVENTS, "Photography", "फोटोग्राफी", "فوٹوگرافی", "photography"),
        *(3.0, 9000, 300),
        ("Wedding Shoot", "Birthday Shoot", "Pre-wedding Shoot", "Product Shoot"),
        {"wedding": 2.4},
    ),
    SubCategory(
        *("subcat_catering", EVENTS, "Catering", "कैटरिंग", "کیٹرنگ", "catering", 2.0, 21000, 360),
        ("Wedding Catering", "Party Catering", "Halwai Service", "Iftar Catering"),
        {"wedding": 2.3, "eid": 1.6},
    ),
    SubCategory(
        *("subcat_decoration", EVENTS, "Decoration", "सजावट", "سجاوٹ", "decoration"),
        *(2.2, 11000, 300),
        ("Mandap Decoration", "Balloon Decoration", "Stage Decoration", "Flower Decoration"),
        {"wedding": 2.2, "diwali": 1.8},
    ),
    SubCategory(
        *("subcat_mehndi", EVENTS, "Mehndi Artist", "मेहंदी कलाकार", "مہندی", "mehndi-artist"),
        *(2.2, 1800, 120),
        ("Bridal Mehndi", "Guest Mehndi", "Festival Mehndi"),
        {"wedding": 2.2, "karva_chauth": 3.5, "eid": 2.8},
    ),
    SubCategory(
        *("subcat_dj", EVENTS, "DJ & Sound", "डीजे और साउंड", "ڈی جے", "dj-sound", 1.4, 8000, 300),
        ("Wedding DJ", "Party Sound", "Dhol Party"),
        {"wedding": 2.4, "holi": 1.8},
    ),
    SubCategory(
        *("subcat_accounting", PROFESSIONAL, "Accounting & Tax", "लेखा और कर", "اکاؤنٹنگ"),
        *("accounting-tax", 3.2, 1500, 60),
        ("Income Tax Return", "GST Filing", "Bookkeeping", "Company Registration"),
        {"tax": 2.8},
    ),
    SubCategory(
        *("subcat_legal", PROFESSIONAL, "Legal Advice", "कानूनी सलाह", "قانونی مشورہ"),
        *("legal-advice", 2.0, 1800, 60),
        ("Property Advice", "Rent Agreement", "Family Law Advice", "Affidavit"),
    ),
    SubCategory(
        *("subcat_architect", PROFESSIONAL, "Architect & Interior", "वास्तुकार", "آرکیٹیکٹ"),
        *("architect-interior", 1.5, 2500, 120),
        ("House Map", "Interior Design", "Vastu Consultation"),
        {"diwali": 1.3},
    ),
    SubCategory(
        *("subcat_computer", PROFESSIONAL, "Computer & Web", "कंप्यूटर और वेब", "کمپیوٹر"),
        *("computer-web", 2.2, 900, 90),
        ("Laptop Repair", "Website Design", "Data Recovery", "CCTV Setup"),
    ),
)

CATEGORY_OF: Ints = np.array(
    [[c.id for c in CATEGORIES].index(sub.category) for sub in SUB_CATEGORIES], dtype=np.int64
)
"""Index of the category of each sub-category."""


def categories(period: Period) -> Rows:
    """Return the rows of `categories`; their counters are set after the load."""
    opening = np.full(len(CATEGORIES), period.start)
    return "categories", pa.table(
        {
            "id": [c.id for c in CATEGORIES],
            "name": [c.name for c in CATEGORIES],
            "name_translations": [_names(c) for c in CATEGORIES],
            "slug": [c.slug for c in CATEGORIES],
            "icon": [c.icon for c in CATEGORIES],
            "description": [c.description for c in CATEGORIES],
            "meta_title": [f"{c.name} near you | LocalPro Connect" for c in CATEGORIES],
            "meta_description": [f"{c.description} in Uttar Pradesh" for c in CATEGORIES],
            "sort_order": np.arange(len(CATEGORIES)) + 1,
            "created_at": moments(opening),
            "updated_at": moments(opening),
        }
    )


def sub_categories(period: Period) -> Rows:
    """Return the rows of `sub_categories`; their counter is set after the load."""
    opening = np.full(len(SUB_CATEGORIES), period.start + HOUR)
    first = np.searchsorted(CATEGORY_OF, CATEGORY_OF)
    return "sub_categories", pa.table(
        {
            "id": [s.id for s in SUB_CATEGORIES],
            "category_id": [s.category for s in SUB_CATEGORIES],
            "name": [s.name for s in SUB_CATEGORIES],
            "name_translations": [_names(s) for s in SUB_CATEGORIES],
            "slug": [s.slug for s in SUB_CATEGORIES],
            "description": [", ".join(s.services) for s in SUB_CATEGORIES],
            "sort_order": np.arange(len(SUB_CATEGORIES)) - first + 1,
            "created_at": moments(opening),
            "updated_at": moments(opening),
        }
    )


def _names(item: Category | SubCategory) -> str:
    return json.dumps({"en": item.name, "hi": item.hi, "ur": item.ur}, ensure_ascii=False)
