import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { ValidationError } from "monotable";
import { inChunks, type Line, linesFrom } from "./lines.js";
import { Checkpoint, City } from "./models.js";

/** What a kill makes a worker store again, and the most that it holds. */
const CHUNK = 2_000;

export interface IngestOptions {
  /** Ends the work after the chunk that is being stored. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (checkpoint: Checkpoint) => void;
  /** Told of each row that is no city, by the byte where it ends and what is wrong with it. */
  readonly onUnfit?: (end: number, error: ValidationError) => void;
}

/** Stores a file from its checkpoint on; the checkpoint moves when everything before it is stored. */
export async function ingest(file: string, options: IngestOptions = {}): Promise<Checkpoint> {
  const checkpoint = await checkpointOf(file);
  options.onProgress?.(checkpoint);
  for await (const lines of inChunks(linesFrom(file, checkpoint.offset), CHUNK)) {
    const cities = lines.flatMap((line) => toCity(line, options));
    await City.objects.upsertMany(cities); // throws unless all are stored
    checkpoint.offset = lines.at(-1)?.end ?? checkpoint.offset;
    checkpoint.stored += cities.length;
    checkpoint.unfit += lines.length - cities.length;
    await Checkpoint.objects.save(checkpoint);
    options.onProgress?.(checkpoint);
    if (options.signal?.aborted) break;
  }
  return checkpoint;
}

async function checkpointOf(path: string): Promise<Checkpoint> {
  const { size } = await stat(path);
  const file = basename(path);
  const stored = await Checkpoint.objects.get({ file }, { consistent: true });
  if (stored === undefined) {
    return new Checkpoint({ file, size, offset: 0, stored: 0, unfit: 0 });
  }
  if (stored.size !== size) throw new Error(`${file} is not the file that was begun: rename it.`);
  return stored;
}

function toCity({ text, end }: Line, { onUnfit }: IngestOptions): readonly City[] {
  const [cityId, name = "", country = "", population, longitude, latitude] = text.split("\t");
  try {
    const city = new City({
      cityId: Number(cityId),
      name,
      country,
      population: Number(population),
      longitude: Number(longitude),
      latitude: Number(latitude),
    });
    return [city];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    onUnfit?.(end, error);
    return [];
  }
}
