// What an application does all day, through Prisma: written against the models of the design, and
// the same whether Prisma made the tables or LocalPro Analytics did.
// Arguments: a prefix for ids, so that it can be run again; prints what it made as JSON.

import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "./client/index.js";

// Prisma sends moments without their zone: the session has to count its time in UTC.
const adapter = new PrismaPg({
  connectionString: process.env.DATABASE_URL,
  options: "-c timezone=UTC",
});
const prisma = new PrismaClient({ adapter });
const prefix = process.argv[2];
const at = (text) => new Date(`${text}+05:30`);

const category = await prisma.category.create({
  data: {
    name: `Plumbing ${prefix}`,
    nameTranslations: { en: "Plumbing", hi: "नलसाज़ी", ur: "پلمبنگ" },
    slug: `plumbing-${prefix}`,
    subCategories: { create: { name: "Leaks", nameTranslations: {}, slug: `leaks-${prefix}` } },
  },
  include: { subCategories: true },
});

const providerUser = await prisma.user.create({
  data: {
    role: "PROVIDER",
    phone: `+91${prefix}1`,
    name: "राम कुमार",
    accounts: { create: { type: "oauth", provider: "google", providerAccountId: prefix } },
    providerProfile: {
      create: {
        businessName: `Ram & Sons ${prefix}`,
        categoryId: category.id,
        subCategoryIds: [category.subCategories[0].id],
        profileStatus: "APPROVED",
        isActive: true,
        baseLocation: { lat: 26.8467, lng: 80.9462, city: "Lucknow" },
        serviceAreas: [{ type: "radius", lat: 26.8467, lng: 80.9462, radiusKm: 4 }],
        searchableText: "plumber",
        portfolioPhotos: { create: [{ url: "/before.jpg" }, { url: "/after.jpg" }] },
        certifications: { create: { title: "ITI", issueDate: at("2019-06-01T00:00:00") } },
      },
    },
  },
  include: { providerProfile: true },
});
const provider = providerUser.providerProfile;
// Prisma has no type for a geometry: it is written by SQL, which names the table's own column.
await prisma.$executeRaw`
  UPDATE provider_profiles
  SET ${Prisma.raw(process.env.LOCATION_COLUMN)} = ST_SetSRID(ST_MakePoint(80.9462, 26.8467), 4326)
  WHERE id = ${provider.id}`;

const customers = [];
for (let number = 2; number < 5; number++) {
  const user = await prisma.user.create({
    data: {
      role: "CUSTOMER",
      phone: `+91${prefix}${number}`,
      email: `${prefix}${number}@example.com`,
      name: `Customer ${number}`,
      customerProfile: { create: { addresses: [{ lat: 26.85, lng: 80.95 }] } },
    },
    include: { customerProfile: true },
  });
  customers.push(user);
}

// Six bookings around a midnight of the business day; four completed, one cancelled, one reopened.
const bookings = [];
for (let number = 0; number < 6; number++) {
  const customer = customers[number % 3].customerProfile;
  bookings.push(
    await prisma.booking.create({
      data: {
        bookingNumber: `BK-${prefix}-${number}`,
        customer: { connect: { id: customer.id } },
        provider: { connect: { id: provider.id } },
        serviceType: "Leak repair",
        serviceLocation: { lat: 26.85, lng: 80.95 },
        scheduledDate: at("2025-10-03T10:00:00"),
        scheduledTime: { start: "10:00", end: "12:00" },
        quotedPrice: "499.99",
        createdAt: at(number % 2 ? "2025-10-01T23:59:59.999" : "2025-10-02T00:00:00.000"),
        statusHistory: { create: { status: "PENDING", changedBy: customers[0].id } },
      },
    }),
  );
}
for (const booking of bookings.slice(0, 4)) {
  await prisma.$transaction(async (tx) => {
    await tx.booking.update({
      where: { id: booking.id },
      data: {
        status: "COMPLETED",
        confirmedAt: at("2025-10-02T09:00:00"),
        completedAt: at("2025-10-03T12:00:00"),
        finalPrice: "500.50",
        statusHistory: { create: { status: "COMPLETED", changedBy: providerUser.id } },
      },
    });
    await tx.payment.create({
      data: {
        bookingId: booking.id,
        amount: "500.50",
        method: "UPI",
        status: "COMPLETED",
        transactionId: `tx-${booking.id}`,
        platformFee: "50.05",
        paidAt: at("2025-10-03T12:05:00"),
      },
    });
  });
}
await prisma.booking.update({
  where: { bookingNumber: `BK-${prefix}-4` },
  data: { status: "CANCELLED", cancelledBy: "CUSTOMER", cancelledAt: at("2025-10-02T08:00:00") },
});
await prisma.booking.update({ where: { id: bookings[3].id }, data: { status: "DISPUTED" } });
await prisma.payment.update({
  where: { bookingId: bookings[3].id },
  data: { status: "REFUNDED", refundAmount: "500.50", refundedAt: at("2025-10-05T00:00:00") },
});

for (const [number, stars] of [5, 4, 3].entries()) {
  await prisma.review.create({
    data: {
      bookingId: bookings[number].id,
      customerId: bookings[number].customerId,
      providerId: provider.id,
      overallRating: stars,
      qualityRating: stars,
      photos: ["/done.jpg"],
      createdAt: at("2025-10-04T10:00:00"),
    },
  });
}
await prisma.review.update({ where: { bookingId: bookings[2].id }, data: { isFlagged: true } });

const room = await prisma.chatRoom.create({
  data: {
    customerId: customers[0].customerProfile.id,
    providerId: provider.id,
    bookingId: bookings[0].id,
    messages: {
      create: [
        { senderId: customers[0].id, content: "नमस्ते", createdAt: at("2025-09-30T23:59:59.999") },
        { senderId: providerUser.id, content: "Hello", createdAt: at("2025-10-01T00:00:00") },
        { senderId: providerUser.id, type: "LOCATION", location: { lat: 26.85, lng: 80.95 } },
      ],
    },
  },
});
await prisma.message.updateMany({ where: { chatRoomId: room.id }, data: { isRead: true } });

await prisma.searchLog.createMany({
  data: [0, 1, 2, 3].map((number) => ({
    userId: customers[number % 3].id,
    query: `plumber ${prefix}`,
    filters: { category: category.id },
    location: { lat: 26.85, lng: 80.95 },
    resultsCount: number,
    clickedProviderId: number ? provider.id : null,
    clickPosition: number || null,
    responseTime: 100 + number,
    createdAt: at(number % 2 ? "2025-10-05T23:59:59.999" : "2025-10-06T00:00:00.000"),
  })),
});
await prisma.notification.createMany({
  data: [
    { userId: providerUser.id, type: "BOOKING_NEW", title: "New", body: "A booking", sentVia: ["SMS"] },
    { userId: providerUser.id, type: "REVIEW_NEW", title: "New", body: "A review" },
  ],
});
await prisma.notification.deleteMany({ where: { userId: providerUser.id, type: "REVIEW_NEW" } });
await prisma.systemConfig.upsert({
  where: { key: "greeting" },
  create: { key: "greeting", value: { text: prefix } },
  update: { value: { text: prefix } },
});
await prisma.session.create({
  data: { sessionToken: prefix, userId: providerUser.id, expires: at("2027-01-01T00:00:00") },
});
await prisma.verificationToken.create({
  data: { identifier: prefix, token: prefix, type: "OTP", expires: at("2027-01-01T00:00:00") },
});
await prisma.adminLog.create({
  data: { userId: "admin", action: "APPROVE", entityType: "USER", entityId: providerUser.id },
});

const seen = await prisma.booking.findUniqueOrThrow({
  where: { id: bookings[1].id },
  include: { payment: true, review: true, chatRoom: true, statusHistory: true },
});
console.log(
  JSON.stringify({
    provider: provider.id,
    category: category.id,
    room: room.id,
    requestedAt: seen.createdAt.toISOString(),
    paid: seen.payment.amount.toString(),
    profile: await prisma.providerProfile.findUniqueOrThrow({
      where: { id: provider.id },
      select: { totalJobs: true, completedJobs: true, cancelledJobs: true, averageRating: true },
    }),
    messages: await prisma.message.count({ where: { chatRoomId: room.id, isRead: true } }),
  }),
);
await prisma.$disconnect();
