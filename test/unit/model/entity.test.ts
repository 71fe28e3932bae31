import { expect, test } from "vitest";
import { Entity } from "../../../src/model/entity.js";

class Note extends Entity {
  pk(): string {
    return "NOTE#1";
  }

  sk(): string {
    return "NOTE";
  }
}

test("an entity gives the same date each time, of its own, and so keeps what is changed in it", () => {
  const stamped = new Date("2026-11-02T10:00:00.000Z");
  const note = new Note();
  Entity.stamp(note, { createdAt: stamped, updatedAt: stamped });
  expect([note.createdAt, note.updatedAt]).toEqual([stamped, stamped]);
  note.createdAt?.setUTCFullYear(2001);
  expect(note.createdAt?.toISOString()).toBe("2001-11-02T10:00:00.000Z");
  expect(note.updatedAt?.toISOString()).toBe("2026-11-02T10:00:00.000Z");
  expect(stamped.toISOString()).toBe("2026-11-02T10:00:00.000Z");
});

test("an entity that was never stored has no dates, and takes those that it is given", () => {
  const note = new Note();
  expect([note.createdAt, note.updatedAt]).toEqual([undefined, undefined]);
  const given = new Date(0);
  note.createdAt = given;
  expect(note.createdAt).toBe(given);
  Entity.stamp(note, { createdAt: undefined, updatedAt: undefined });
  expect(note.createdAt).toBeUndefined();
});
