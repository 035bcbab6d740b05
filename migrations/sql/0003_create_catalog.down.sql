DROP TRIGGER sub_categories_touch_updated_at ON sub_categories;
DROP TABLE sub_categories;
DROP TRIGGER categories_touch_updated_at ON categories;
DROP TABLE categories;
