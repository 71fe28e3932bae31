// Holds many loaded entities: node --expose-gc memory-child.mjs NAME FORM PORT PAGES
import { open } from "../contenders/names.mjs";
import { attributes, CUSTOMER } from "../contenders/order.mjs";
import { heldBytes } from "../shared/memory.mjs";

const [name, form, port, pages] = process.argv.slice(2);
const contender = await open(name, Number(port));
const KEPT = [...Object.keys(attributes(0)), "createdAt", "updatedAt"];

function plainValue(value) {
  const [type] = Object.keys(value);
  if (type === "N") return Number(value.N);
  if (type === "SS") return new Set(value.SS);
  if (type === "L") return value.L.map(plainValue);
  if (type === "M") return plainObject(value.M, Object.keys(value.M));
  return value[type];
}

/** Object.fromEntries makes the leanest object: assigned one by one, as many names make it a dictionary. */
function plainObject(item, names) {
  return Object.fromEntries(names.map((attribute) => [attribute, plainValue(item[attribute])]));
}

const FORMS = {
  page: (item) => item,
  items: (item) => plainObject(item, Object.keys(item)),
  attributes: (item) => plainObject(item, KEPT),
};

async function load(count) {
  const loaded = [];
  for (let n = 0; n < count; n++) loaded.push((await contender.page(CUSTOMER)).map(FORMS[form]));
  return loaded;
}

await load(20);
const before = heldBytes();
const loaded = await load(Number(pages));
const after = heldBytes();
process.send({ bytes: (after - before) / loaded.flat().length });
process.disconnect();
process.exit();
