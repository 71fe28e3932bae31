import { defineConfig } from "monotable";
import { Device, fields, Person, Reading } from "./models.js";

export default defineConfig({ table: fields, models: [Device, Reading, Person], stream: true });
