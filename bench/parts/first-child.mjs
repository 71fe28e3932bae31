// A whole process that stores one entity: node first-child.mjs NAME PORT
import { open } from "../contenders/names.mjs";
import { attributes } from "../contenders/order.mjs";

const [name, port] = process.argv.slice(2);
const contender = await open(name, Number(port));
const { prepare = (order) => order } = contender;
await contender.save(prepare(attributes(0)));
process.exit();
