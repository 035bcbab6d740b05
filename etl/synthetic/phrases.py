"""What customers and providers write to each other: English, Hindi, and Hindi in Latin letters."""

OPENING, ARRANGING, DONE, LOST = range(4)
"""The mood of a conversation: first words, details, after good work, after it came to nothing."""

CUSTOMER_SAYS = {
    OPENING: (
        ("Hello, are you available?", "नमस्ते, क्या आप उपलब्ध हैं?", "Namaste, kya aap free hain?"),
        ("How much will it cost?", "कितना खर्च आएगा?", "Kitna kharcha aayega?"),
        ("Please come a little early.", "थोड़ा जल्दी आइएगा।", "Thoda jaldi aaiyega."),
        ("I am sending a photo.", "फोटो भेज रहा हूँ।", "Photo bhej raha hoon."),
        ("Is the price fixed?", "क्या दाम तय है?", "Rate fix hai kya?"),
    ),
    ARRANGING: (
        ("Third floor, there is a lift.", "तीसरी मंज़िल, लिफ्ट है।", "Third floor, lift hai."),
        ("Call me when you reach.", "पहुँचकर फोन कीजिए।", "Pahunch kar call kijiye."),
        ("Is parking needed?", "क्या पार्किंग चाहिए?", "Parking chahiye kya?"),
        ("Can we make it an hour later?", "एक घंटा बाद हो सकता है?", "Ek ghanta baad ho sakta hai?"),
        ("Okay.", "ठीक है।", "Theek hai."),
    ),
    DONE: (
        ("Thank you, good work.", "धन्यवाद, अच्छा काम।", "Dhanyavaad, accha kaam."),
        ("Payment is done.", "भुगतान कर दिया।", "Payment kar diya."),
        ("Will call you again.", "फिर बुलाएंगे।", "Phir bulayenge."),
        ("Please send the bill.", "बिल भेज दीजिए।", "Bill bhej dijiye."),
    ),
    LOST: (
        ("No problem, some other time.", "कोई बात नहीं, फिर कभी।", "Koi baat nahi, phir kabhi."),
        ("I had to change my plan.", "प्लान बदल गया।", "Plan change ho gaya."),
        ("You should have told me before.", "पहले बताना चाहिए था।", "Pehle batana chahiye tha."),
    ),
}

PROVIDER_SAYS = {
    OPENING: (
        ("Yes, I can come.", "जी हाँ, आ सकता हूँ।", "Ji haan, aa sakta hoon."),
        ("Please send a photo.", "फोटो भेज दीजिए।", "Photo bhej dijiye."),
        ("Visit charge is included.", "विजिट चार्ज शामिल है।", "Visit charge shamil hai."),
        ("Which floor is it?", "कौन सी मंज़िल है?", "Kaun si manzil hai?"),
        ("Price depends on the work.", "दाम काम पर निर्भर है।", "Rate kaam dekh kar batayenge."),
    ),
    ARRANGING: (
        ("I am on the way.", "रास्ते में हूँ।", "Raste mein hoon."),
        ("Will be there in 20 minutes.", "20 मिनट में पहुँचता हूँ।", "20 minute mein pahunchta hoon."),
        ("Please send the location.", "लोकेशन भेज दीजिए।", "Location bhej dijiye."),
        ("Material will be extra.", "सामान का अलग लगेगा।", "Saman ka alag lagega."),
        ("Okay, confirmed.", "ठीक है, पक्का।", "Theek hai, pakka."),
    ),
    DONE: (
        ("Work is finished, please check.", "काम हो गया, देख लीजिए।", "Kaam ho gaya, dekh lijiye."),
        (
            "Thank you. Please leave a review.",
            "धन्यवाद। रिव्यू दीजिएगा।",
            "Shukriya, review dijiyega.",
        ),
        ("Call me if there is a problem.", "दिक्कत हो तो बताइए।", "Dikkat ho to bataiye."),
    ),
    LOST: (
        (
            "Sorry, I cannot come that day.",
            "माफ़ कीजिए, उस दिन नहीं आ पाऊँगा।",
            "Sorry, us din nahi aa paunga.",
        ),
        ("Okay, no problem.", "ठीक है, कोई बात नहीं।", "Theek hai, koi baat nahi."),
    ),
}
