import type { FastifyInstance, InjectOptions } from "fastify";
import { createEngine, type Engine } from "monotable/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp } from "../../examples/fastify/app.js";
import { Task, tracker } from "../../examples/fastify/models.js";

let engine: Engine;
let app: FastifyInstance;

beforeEach(async () => {
  engine = createEngine();
  tracker.connect(engine);
  await tracker.create();
  app = buildApp();
});

afterEach(() => app.close());

const PROBLEM = "application/problem+json; charset=utf-8";
const TASKS = "/projects/p%201/tasks";

async function call(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  url: string,
  more: InjectOptions = {},
) {
  const { statusCode, headers, body } = await app.inject({ method, url, ...more });
  return { status: statusCode, headers, body: body === "" ? undefined : JSON.parse(body) };
}

async function post(title: string, more: object = {}) {
  const { headers, body } = await call("POST", TASKS, { payload: { title, ...more } });
  return { path: String(headers.location), etag: String(headers.etag), id: String(body.id) };
}

test("a task is created, read, changed and deleted", async () => {
  const due = "2026-03-01T08:00:00.000Z";
  const created = await call("POST", TASKS, { payload: { title: "Write", due } });
  expect(created.status).toBe(201);
  const path = String(created.headers.location);
  expect(path).toBe(`${TASKS}/${created.body.id}`);

  const read = await call("GET", path);
  expect(read.body).toEqual(created.body);
  expect(read.body).toMatchObject({ title: "Write", status: "open", due });

  const headers = { "if-match": String(read.headers.etag) };
  const changed = await call("PATCH", path, { headers, payload: { status: "done" } });
  expect({ status: changed.status, body: changed.body }).toEqual({
    status: 200,
    body: {
      ...read.body,
      status: "done",
      etag: changed.headers.etag,
      updatedAt: expect.any(String),
    },
  });
  expect(changed.headers.etag).not.toBe(read.headers.etag);

  const deleted = await call("DELETE", path, {
    headers: { "if-match": String(changed.headers.etag) },
  });
  expect(deleted.status).toBe(204);
  expect((await call("GET", path)).status).toBe(404);
});

test("an unchanged task is not sent again", async () => {
  const { path, etag } = await post("Write");
  const { status, headers, body } = await call("GET", path, { headers: { "if-none-match": etag } });
  expect({ status, etag: headers.etag, body }).toEqual({ status: 304, etag, body: undefined });
});

test("a list is given page by page, each task once", async () => {
  const made = [];
  for (let number = 1; number <= 7; number++) {
    made.push((await post(`Task ${number}`, { status: number % 2 ? "open" : "done" })).id);
  }
  const sizes = [];
  const seen = [];
  let url: string | undefined = `${TASKS}?limit=3`;
  while (url !== undefined) {
    const { headers, body } = await call("GET", url);
    sizes.push(body.items.length);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    url = /^<(.+)>; rel="next"$/.exec(String(headers.link))?.[1];
  }
  expect(sizes).toEqual([3, 3, 1]);
  expect(seen).toEqual(made.toSorted());

  const open = await call("GET", `${TASKS}?status=open&limit=3`);
  expect(open.body.items.length).toBe(3);
  const rest = await call("GET", `${TASKS}?status=open&limit=3&after=${open.body.next}`);
  expect(rest.body.items.length).toBe(1);
});

test("a cursor of another list, or of nobody's making, is refused", async () => {
  for (const title of ["one", "two"]) await post(title);
  const { body } = await call("GET", `${TASKS}?limit=1`);
  const expected = { status: 400, code: "CURSOR" };
  expect((await call("GET", `/projects/p2/tasks?after=${body.next}`)).body).toMatchObject(expected);
  expect((await call("GET", `${TASKS}?after=${body.next.slice(1)}`)).body).toMatchObject(expected);
});

test("of two changes of what both have seen, the second is refused", async () => {
  const { path, etag } = await post("Write");
  const headers = { "if-match": etag };
  expect((await call("PATCH", path, { headers, payload: { title: "A" } })).status).toBe(200);
  const late = await call("PATCH", path, { headers, payload: { title: "B" } });
  expect({ status: late.status, type: late.headers["content-type"] }).toEqual({
    status: 412,
    type: PROBLEM,
  });
  expect((await call("DELETE", path, { headers })).status).toBe(412);
  expect((await call("GET", path)).body.title).toBe("A");
});

test("many changes at once of what all have seen: one is made", async () => {
  const { path, etag } = await post("Write");
  const headers = { "if-match": etag };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      call("PATCH", path, { headers, payload: { title: `${number}` } }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(412)]);
});

test("the ETag of a task that was deleted is not that of one made anew", async () => {
  const { path, etag, id } = await post("Write");
  await call("DELETE", path, { headers: { "if-match": etag } });
  await new Promise((resolve) => setTimeout(resolve, 2)); // another millisecond
  await Task.objects.create(new Task({ project: "p 1", id, title: "Anew", status: "open" }));
  const { status } = await call("PATCH", path, { headers: { "if-match": etag }, payload: {} });
  expect(status).toBe(412);
});

test.each([
  {
    what: "a change without If-Match",
    send: (path: string) => call("PATCH", path, { payload: { title: "A" } }),
    problem: { status: 428, title: "Send the ETag that you have as If-Match" },
  },
  {
    what: "values that do not fit",
    send: () => call("POST", TASKS, { payload: { title: "", status: "late", owner: "me" } }),
    problem: {
      status: 422,
      title: "Some values do not fit",
      errors: [
        { path: "title", message: expect.any(String) },
        { path: "status", message: expect.any(String) },
        { path: "", message: expect.any(String) },
      ],
    },
  },
  {
    what: "a body that is no JSON",
    send: () => {
      const headers = { "content-type": "application/json" };
      return call("POST", TASKS, { headers, payload: "{" });
    },
    problem: { status: 400, title: expect.stringContaining("JSON") },
  },
  {
    what: "a task that is not there",
    send: () => call("GET", `${TASKS}/none`),
    problem: { status: 404, title: "There is no such thing", code: "NOT_FOUND" },
  },
  {
    what: "a path that is not there",
    send: () => call("GET", "/nothing"),
    problem: { status: 404, title: "No such path" },
  },
])("$what is a problem of its own", async ({ send, problem }) => {
  const { path } = await post("Write");
  const { status, headers, body } = await send(path);
  expect({ status, type: headers["content-type"], body }).toEqual({
    status: problem.status,
    type: PROBLEM,
    body: { type: "about:blank", ...problem },
  });
});

test("a table that throttles for longer than a client waits is 503", async () => {
  const { path } = await post("Write");
  engine.faults.add({ kind: "throttle", operation: "GetItem", times: Infinity });
  const { status, headers, body } = await call("GET", path);
  expect({ status, retry: headers["retry-after"], title: body.title }).toEqual({
    status: 503,
    retry: "1",
    title: "Try again",
  });
});

test("what is our own fault says nothing of its cause", async () => {
  const { path } = await post("Write");
  const [stored] = await Task.objects.scan().all();
  await engine.send({
    operation: "PutItem",
    input: { TableName: "tracker", Item: { ...stored?.toItem(), title: { N: "5" } } },
  });
  expect(await call("GET", path)).toMatchObject({
    status: 500,
    body: { type: "about:blank", status: 500, title: "Something went wrong" },
  });
});
