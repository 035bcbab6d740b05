"""Who they are: names as they are given in Uttar Pradesh, phones, e-mails and sign-in rows."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from etl.synthetic.calendar import DAY, MINUTE, NEVER, Period
from etl.synthetic.columns import Rows, column, either, ids, moments, pick, text, where
from etl.synthetic.streams import Ints, weighted

COMMUNITIES = (
    # share, first names, family names
    (
        76,
        "Aarav Abhishek Aditi Aditya Ajay Akash Alok Amit Anamika Anil Anita Anjali Ankit Anuj"
        " Aparna Archana Arun Arvind Ashish Ashok Babita Brijesh Deepak Deepika Dhirendra Dinesh"
        " Divya Gaurav Geeta Girish Harsh Indrajeet Jyoti Kamlesh Kavita Kiran Komal Kuldeep Lalit"
        " Mahesh Manisha Manoj Meena Mohit Mukesh Neelam Neha Nidhi Nitin Pankaj Pooja Pradeep"
        " Pragati Priya Priyanka Rahul Rajesh Raju Rakesh Ramesh Ranjana Rashmi Ravi Rekha Ritu"
        " Rohit Sachin Sandeep Sangeeta Sanjay Santosh Sarita Satish Saurabh Seema Shalini Shashi"
        " Shivam Shubham Shweta Smita Sneha Sonal Sudha Sumit Sunil Sunita Suresh Sushil Swati"
        " Uday Usha Vandana Varsha Vijay Vikas Vinay Vineeta Vinod Vishal Vivek Yogesh",
        "Agarwal Agnihotri Bajpai Bhardwaj Bharti Chaturvedi Chaudhary Chauhan Dubey Dwivedi"
        " Gautam Gupta Jaiswal Kashyap Katiyar Kesarwani Kumar Kushwaha Lodhi Maurya Mishra"
        " Nigam Nishad Ojha Pal Pandey Pathak Patel Prajapati Rai Rajput Rastogi Rathore Rawat"
        " Sahu Saini Saxena Sharma Shukla Singh Sonkar Srivastava Tewari Tiwari Tomar Tripathi"
        " Upadhyay Verma Vishwakarma Yadav",
    ),
    (
        20,
        "Aamir Aftab Ahmad Aisha Akhtar Alia Ameena Arif Arshad Asif Asma Ayesha Danish Faisal"
        " Farah Farhan Fatima Firoz Gulzar Hamid Hina Imran Iqbal Irfan Javed Kashif Khalid Mehnaz"
        " Mohammad Mumtaz Nadeem Naseem Nasreen Nazia Parveen Rafiq Rehana Rizwan Rubina Saba"
        " Sadia Salman Sana Shabana Shahid Shahnaz Shakeel Shamim Tabassum Tariq Uzma Wasim Yasmin"
        " Zafar Zainab Zeeshan Zubair",
        "Abbasi Ahmad Alam Alvi Ansari Ashraf Beg Faridi Farooqui Haider Hasan Husain Idrisi Iraqi"
        " Jafri Kazmi Khan Kidwai Mansoori Mirza Naqvi Nizami Pathan Qureshi Rizvi Saifi Salmani"
        " Shaikh Siddiqui Usmani Warsi Zaidi",
    ),
    (
        4,
        "Amarjeet Anthony Baljeet Daljeet Gurpreet Harpreet Jasleen Jaspreet John Manpreet Mary"
        " Parmeet Paul Ranjeet Rose Simran Sukhwinder Thomas",
        "Ahluwalia Arora Bedi Bhatia Chadha D'Souza Gill Jain Kapoor Kohli Lal Malhotra Masih"
        " Sethi Singh Walia William",
    ),
)

MAILS = ("example.org", "example.com", "example.net")
"""Reserved for examples: mail to them reaches nobody."""

DEVICES = (
    "LocalPro/4.2 (Android 14; Redmi Note 12)",
    "LocalPro/4.2 (Android 13; Vivo Y22)",
    "LocalPro/4.1 (iOS 18.1; iPhone 13)",
    "Mozilla/5.0 (Linux; Android 12) Chrome/130 Mobile",
    "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130",
)

SUPPORT, MODERATOR = "a0000001", "a0000002"
"""The admin who helps with people and bookings, and the one who settles disputes and reviews."""

PHONES = 4_000_000_000
"""Mobile numbers go from 6000000000 to 9999999999."""
PHONE_STEP = 2_654_435_761
"""Has no divisor in common with PHONES, so different serials get different numbers."""


def names(rng: Generator, size: int) -> pa.Array:
    """Return full names; first and family name come from the same community."""
    community = weighted(rng, np.array([float(share) for share, _, _ in COMMUNITIES]), size)
    parts = (_names_of(rng, community, which) for which in (1, 2))
    return pc.binary_join_element_wise(*parts, " ")


def _names_of(rng: Generator, community: Ints, which: int) -> pa.Array:
    words = [str(row[which]).split() for row in COMMUNITIES]
    sizes = np.array([len(group) for group in words])
    begin = np.cumsum(sizes) - sizes
    # The power makes the first of a shuffled list common and the last rare, as real names are.
    order = np.random.default_rng(which).permuted
    shuffled = [name for group in words for name in order(np.array(group)).tolist()]
    place = (rng.random(len(community)) ** 1.6 * sizes[community]).astype(np.int64)
    return pick(shuffled, begin[community] + place)


def phones(serials: Ints, seed: int) -> pa.Array:
    """Return one valid-looking Indian mobile number per serial, none of them twice."""
    numbers = 6_000_000_000 + (serials * PHONE_STEP + seed * 7_919 % PHONES) % PHONES
    return text("+91", numbers)


@dataclass(frozen=True)
class Newcomers:
    """Some people who signed up: `prefix` and their serial make their id."""

    role: str
    prefix: str
    serials: Ints
    registered: Ints
    names: pa.Array
    phones: pa.Array
    banned: Ints | None = None
    """When they were kept out (NEVER: they were not); None where that happens to nobody."""

    @property
    def mails(self) -> pa.Array:
        """An e-mail address for each of them, none twice."""
        name = pc.replace_substring_regex(pc.utf8_lower(self.names), "[^a-z]+", ".")
        return text(name, ".", self.prefix[-1], self.serials, "@", pick(MAILS, self.serials % 3))


def users(rng: Generator, period: Period, people: Newcomers) -> pa.Table:
    """Return their rows of `users`."""
    size = len(people.serials)
    last_login = last_seen(rng, period, people.registered)
    banned = np.full(size, NEVER) if people.banned is None else people.banned
    last_login = np.minimum(last_login, np.maximum(people.registered, banned - 1))
    has_email, verified = rng.random(size) < 0.62, rng.random(size) < 0.8
    photo = rng.random(size) < 0.3
    key = ids(people.prefix, people.serials)
    return pa.table(
        {
            "id": key,
            "role": pa.repeat(people.role, size),
            "phone": people.phones,
            "phone_verified": rng.random(size) < 0.96,
            "email": where(has_email, people.mails),
            "email_verified": has_email & verified,
            "name": people.names,
            "profile_photo": where(photo, text("https://photos.example.org/", key, ".jpg")),
            "password_hash": where(
                rng.random(size) < 0.35, text("$synthetic$not-a-password$", people.serials)
            ),
            "is_active": rng.random(size) < 0.985,
            "created_at": moments(people.registered),
            "updated_at": moments(np.where(banned != NEVER, banned, last_login)),
            "last_login_at": moments(last_login),
        }
    )


def last_seen(rng: Generator, period: Period, registered: Ints) -> Ints:
    """Return when each was last there: most of them not long before the end."""
    ago = (period.end - 1 - registered) * rng.random(len(registered)) ** 3
    return period.end - 1 - ago.astype(np.int64)


def sign_in(rng: Generator, period: Period, people: pa.Table) -> list[Rows]:
    """Return rows of `accounts`, `sessions` and `verification_tokens` for some of these users."""
    return [
        ("accounts", _accounts(people.filter(pa.array(rng.random(len(people)) < 0.32)))),
        ("sessions", _sessions(rng, period, people)),
        ("verification_tokens", _tokens(rng, period, people)),
    ]


def _accounts(people: pa.Table) -> pa.Table:
    key = people["id"].combine_chunks()
    size = len(key)
    return pa.table(
        {
            "id": text("acc_", key),
            "user_id": key,
            "type": pa.repeat("oauth", size),
            "provider": pa.repeat("google", size),
            "provider_account_id": text("synthetic-", key),
            "token_type": pa.repeat("Bearer", size),
            "scope": pa.repeat("openid email profile", size),
        }
    )


def _sessions(rng: Generator, period: Period, people: pa.Table) -> pa.Table:
    """Whoever was there in the last thirty days is still signed in."""
    seen = _microseconds(people, "last_login_at")
    recent = seen > period.end - 30 * DAY
    key, seen = people["id"].combine_chunks().filter(pa.array(recent)), seen[recent]
    size = len(key)
    return pa.table(
        {
            "id": text("ses_", key),
            "session_token": text("synthetic-session-", key),
            "user_id": key,
            "expires": moments(seen + 30 * DAY),
            "ip_address": text("203.0.113.", rng.integers(1, 255, size)),
            "user_agent": pick(DEVICES, rng.integers(0, len(DEVICES), size)),
        }
    )


def _tokens(rng: Generator, period: Period, people: pa.Table) -> pa.Table:
    """One-time codes are short-lived; a few of the latest are still there."""
    asked = _microseconds(people, "last_login_at") - 2 * MINUTE
    kept = (asked > period.end - 10 * DAY) & (rng.random(len(asked)) < 0.4)
    kept &= asked > _microseconds(people, "created_at")
    some = people.filter(pa.array(kept))
    return pa.table(
        {
            "identifier": some["phone"],
            "token": text("synthetic-code-", some["id"].combine_chunks()),
            "type": either(rng.random(len(some)) < 0.85, "OTP", "PASSWORD_RESET"),
            "expires": moments(asked[kept] + 10 * MINUTE),
            "created_at": moments(asked[kept]),
        }
    )


def _microseconds(people: pa.Table, name: str) -> Ints:
    values: Ints = column(people[name].combine_chunks()).cast(pa.int64()).to_numpy()
    return values
