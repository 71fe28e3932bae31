import { target } from "../shared/target.mjs";
import { openOrders } from "./monotable-model.mjs";

export const open = (port) => openOrders(target(port));
