-- The sample of the design document, section 5, word for word.
-- Its times carry no zone: they are business time. Its closing UPDATE of provider_1 is left to the
-- triggers on bookings and reviews, which come to the same: 5.00 stars, 341 completed jobs.

SELECT set_config('TimeZone', etl.business_time_zone(), true);

-- Insert Categories
INSERT INTO categories (id, name, name_translations, slug, icon, description, is_active, sort_order) VALUES
('cat_home_services', 'Home Services', '{"en":"Home Services","hi":"घरेलू सेवाएं","ur":"گھریلو خدمات"}', 'home-services', '🏠', 'Essential home maintenance and repair services', true, 1),
('cat_personal_care', 'Personal Care', '{"en":"Personal Care","hi":"व्यक्तिगत देखभाल","ur":"ذاتی نگہداشت"}', 'personal-care', '💆', 'Beauty, fitness, and wellness services', true, 2),
('cat_education', 'Education', '{"en":"Education","hi":"शिक्षा","ur":"تعلیم"}', 'education', '📚', 'Tutoring and skill development', true, 3),
('cat_events', 'Events & Hospitality', '{"en":"Events & Hospitality","hi":"कार्यक्रम और आतिथ्य","ur":"تقریبات"}', 'events-hospitality', '🎉', 'Event planning, catering, photography', true, 4),
('cat_professional', 'Professional Services', '{"en":"Professional Services","hi":"पेशेवर सेवाएं","ur":"پیشہ ورانہ خدمات"}', 'professional-services', '💼', 'Legal, accounting, consulting', true, 5);

-- Insert Sub-Categories
INSERT INTO sub_categories (id, category_id, name, name_translations, slug, is_active, sort_order) VALUES
-- Home Services
('subcat_plumbing', 'cat_home_services', 'Plumbing', '{"en":"Plumbing","hi":"प्लंबिंग","ur":"پلمبنگ"}', 'plumbing', true, 1),
('subcat_electrical', 'cat_home_services', 'Electrical', '{"en":"Electrical","hi":"बिजली","ur":"بجلی"}', 'electrical', true, 2),
('subcat_carpentry', 'cat_home_services', 'Carpentry', '{"en":"Carpentry","hi":"बढ़ईगीरी","ur":"بڑھئی"}', 'carpentry', true, 3),
('subcat_cleaning', 'cat_home_services', 'Cleaning', '{"en":"Cleaning","hi":"सफाई","ur":"صفائی"}', 'cleaning', true, 4),
('subcat_painting', 'cat_home_services', 'Painting', '{"en":"Painting","hi":"पेंटिंग","ur":"پینٹنگ"}', 'painting', true, 5),
('subcat_pest_control', 'cat_home_services', 'Pest Control', '{"en":"Pest Control","hi":"कीट नियंत्रण","ur":"کیڑے کنٹرول"}', 'pest-control', true, 6),

-- Personal Care
('subcat_salon', 'cat_personal_care', 'Salon & Spa', '{"en":"Salon & Spa","hi":"सैलून","ur":"سیلون"}', 'salon-spa', true, 1),
('subcat_fitness', 'cat_personal_care', 'Fitness Trainer', '{"en":"Fitness Trainer","hi":"फिटनेस ट्रेनर","ur":"فٹنس"}', 'fitness-trainer', true, 2),
('subcat_yoga', 'cat_personal_care', 'Yoga Instructor', '{"en":"Yoga Instructor","hi":"योग शिक्षक","ur":"یوگا"}', 'yoga-instructor', true, 3),

-- Education
('subcat_tutor', 'cat_education', 'Home Tutor', '{"en":"Home Tutor","hi":"ट्यूटर","ur":"ٹیوٹر"}', 'home-tutor', true, 1),
('subcat_music', 'cat_education', 'Music Teacher', '{"en":"Music Teacher","hi":"संगीत शिक्षक","ur":"موسیقی"}', 'music-teacher', true, 2),
('subcat_language', 'cat_education', 'Language Teacher', '{"en":"Language Teacher","hi":"भाषा शिक्षक","ur":"زبان"}', 'language-teacher', true, 3);

-- Create Test Users
INSERT INTO users (id, role, phone, phone_verified, name, is_active, created_at) VALUES
('user_provider_1', 'PROVIDER', '+919876543210', true, 'Rajesh Kumar', true, NOW()),
('user_provider_2', 'PROVIDER', '+919876543211', true, 'Suresh Yadav', true, NOW()),
('user_provider_3', 'PROVIDER', '+919876543212', true, 'Amit Sharma', true, NOW()),
('user_customer_1', 'CUSTOMER', '+919876543220', true, 'Priya Gupta', true, NOW()),
('user_customer_2', 'CUSTOMER', '+919876543221', true, 'Rohit Verma', true, NOW());

-- Create Provider Profiles
INSERT INTO provider_profiles (
  id, user_id, business_name, description, category_id, sub_category_ids,
  aadhaar_verified, base_location, pricing, is_active, profile_status,
  location_point, average_rating, reputation_score, completed_jobs
) VALUES
(
  'provider_1',
  'user_provider_1',
  'Master Plumber Services',
  'Expert in pipe fitting, leak repair, bathroom installation. 10+ years experience. Fast response, quality work guaranteed.',
  'cat_home_services',
  ARRAY['subcat_plumbing'],
  true,
  '{"lat":26.8467,"lng":80.9462,"address":"Gomti Nagar, Lucknow","pincode":"226010","city":"Lucknow","state":"Uttar Pradesh"}',
  '{"hourlyRate":300,"priceRange":"₹300-500/hr"}',
  true,
  'APPROVED',
  ST_SetSRID(ST_MakePoint(80.9462, 26.8467), 4326),
  4.8,
  92.5,
  340
),
(
  'provider_2',
  'user_provider_2',
  'Reliable Electrician',
  'Licensed electrician with 8 years experience. Available for emergency repairs, new installations, and maintenance.',
  'cat_home_services',
  ARRAY['subcat_electrical'],
  true,
  '{"lat":26.8500,"lng":80.9500,"address":"Hazratganj, Lucknow","pincode":"226001","city":"Lucknow","state":"Uttar Pradesh"}',
  '{"hourlyRate":350,"priceRange":"₹350-600/hr"}',
  true,
  'APPROVED',
  ST_SetSRID(ST_MakePoint(80.9500, 26.8500), 4326),
  4.6,
  88.0,
  215
);

-- Create Customer Profiles
INSERT INTO customer_profiles (id, user_id, preferred_language, total_bookings, completed_bookings) VALUES
('customer_1', 'user_customer_1', 'hi', 5, 5),
('customer_2', 'user_customer_2', 'en', 3, 3);

-- Sample Completed Booking
INSERT INTO bookings (
  id, booking_number, customer_id, provider_id, service_type,
  service_location, scheduled_date, scheduled_time, status,
  final_price, created_at, confirmed_at, completed_at
) VALUES
(
  'booking_1',
  'BK-2025-000001',
  'customer_1',
  'provider_1',
  'Leak Repair',
  '{"address":"Sector 12, Gomti Nagar","lat":26.8470,"lng":80.9470}',
  '2025-01-15 10:00:00',
  '{"start":"10:00","end":"12:00"}',
  'COMPLETED',
  400,
  '2025-01-14 15:30:00',
  '2025-01-14 15:45:00',
  '2025-01-15 11:30:00'
);

-- Sample Review
INSERT INTO reviews (
  id, booking_id, customer_id, provider_id,
  overall_rating, quality_rating, punctuality_rating, professionalism_rating,
  comment, is_published, created_at
) VALUES
(
  'review_1',
  'booking_1',
  'customer_1',
  'provider_1',
  5, 5, 5, 5,
  'Excellent work! Fixed my leaking bathroom in 2 hours. Very polite and professional. Highly recommended!',
  true,
  '2025-01-15 12:00:00'
);
