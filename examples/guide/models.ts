// #region model
import { defineTable, ValidationError } from "monotable";
import { createEngine } from "monotable/engine";
import * as v from "valibot";
import { z } from "zod";

const shop = defineTable({ name: "shop" });

class Product extends shop.model<Product>("Product")({
  schema: z.object({
    shopId: z.string(),
    sku: z.string(),
    title: z.string().min(1),
    price: z.number().nonnegative(),
    stock: z.number().int().default(0),
    tags: z.set(z.string()),
    note: z.string().nullable(),
    soldOutAt: z.date().optional(),
  }),
  pk: "SHOP#{shopId}",
  sk: "PRODUCT#{sku}",
}) {
  get label() {
    return `${this.title} (${this.sku})`;
  }
}

shop.connect(createEngine());
await shop.create();
// #endregion

// #region create
const tea = new Product({
  shopId: "s1",
  sku: "tea",
  title: "Tea",
  price: 4.5,
  tags: new Set(),
  note: null,
});
console.log(tea.label, tea.stock);
// #endregion

// #region validation
try {
  new Product({ shopId: "s1", sku: "x", title: "", price: -1, tags: new Set(), note: null });
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  for (const { path, message } of error.issues) console.log(`${path}: ${message}`);
}
// #endregion

// #region item
console.log(tea.toItem());
// #endregion

// #region read
await Product.objects.save(tea);
const read = await Product.objects.getOrThrow({ shopId: "s1", sku: "tea" });
console.log(read.note, read.tags, read.soldOutAt, read.label);
// #endregion

// #region timestamps
const created = read.createdAt;
read.price = 5;
await Product.objects.save(read);
console.log(read.createdAt === created, Object.keys(read).includes("createdAt"));
// #endregion

// #region codecs
const link = z.codec(z.string(), z.instanceof(URL), {
  decode: (text) => new URL(text),
  encode: (url) => url.href,
});

class Supplier extends shop.model<Supplier>("Supplier")({
  schema: z.object({
    shopId: z.string(),
    supplierId: z.string(),
    site: link,
    balance: z.string().meta({ dynamodb: "number" }),
  }),
  pk: "SHOP#{shopId}",
  sk: "SUPPLIER#{supplierId}",
}) {}

const supplier = new Supplier({
  shopId: "s1",
  supplierId: "p1",
  site: "https://example.com/tea",
  balance: "1234567890123456789.01",
});
await Supplier.objects.save(supplier);
const { site, balance } = supplier.toItem();
console.log(supplier.site.host, site, balance);
// #endregion

// #region valibot
class Review extends shop.model<Review>("Review")({
  schema: v.object({
    sku: v.string(),
    reviewId: v.string(),
    stars: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)),
  }),
  pk: "PRODUCT#{sku}",
  sk: "REVIEW#{reviewId}",
}) {}

const review = new Review({ sku: "tea", reviewId: "r1", stars: 5 });
await Review.objects.save(review);
console.log((await Review.objects.getOrThrow(review)).stars);
// #endregion

// #region own-keys
class Reading extends shop.model<Reading>("Reading")({
  schema: z.object({ sensor: z.string(), at: z.date(), celsius: z.number() }),
}) {
  pk() {
    return `SENSOR#${this.sensor}`;
  }

  sk() {
    return `READING#${this.at.toISOString().slice(0, 16)}`; // one a minute
  }
}

const reading = new Reading({ sensor: "a", at: new Date("2026-03-01T10:20:30Z"), celsius: 7 });
await Reading.objects.save(reading);
const same = await Reading.objects.getOrThrow({ pk: "SENSOR#a", sk: "READING#2026-03-01T10:20" });
console.log(same.celsius);
// #endregion

// #region parse
const entity = shop.parse(supplier.toItem(), [Product, Supplier]);
if (entity instanceof Supplier) console.log(entity.supplierId);
// #endregion
