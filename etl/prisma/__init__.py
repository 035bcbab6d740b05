"""The marketplace as the application's Prisma client knows it: models, fields, relations."""
