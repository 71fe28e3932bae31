import { randomUUID } from "node:crypto";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { NewTask, PageQuery, Task, TaskChanges, tracker } from "./models.js";
import { PRECONDITION_FAILED, type Problem, ProblemError, problemOf } from "./problem.js";

interface InProject {
  Params: { project: string };
}
interface OfTask {
  Params: { project: string; id: string };
}

/** Milliseconds that a request may spend on the table, retries included. */
const PATIENCE = 2_000;
const bounds = () => ({ deadline: Date.now() + PATIENCE });

/** The API, not yet listening. */
export function buildApp(): FastifyInstance {
  const app = Fastify();

  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status === 500) request.log.error(error);
    if (problem.status === 503) reply.header("retry-after", "1");
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_, reply) => sendProblem(reply, { status: 404, title: "No such path" }));
  app.addHook("onClose", () => tracker.close());

  app.post<InProject>("/projects/:project/tasks", async (request, reply) => {
    const { project } = request.params;
    const task = new Task({ project, id: randomUUID(), ...NewTask.parse(request.body) });
    await Task.objects.create(task, bounds());
    return sendTask(reply.code(201).header("location", task.path), task);
  });

  app.get<InProject>("/projects/:project/tasks", async (request, reply) => {
    const { project } = request.params;
    const { status, limit, after } = PageQuery.parse(request.query);
    const tasks =
      status === undefined
        ? Task.objects.query({ project }, bounds())
        : Task.objects.query({ project, status }, { index: "GSI1", ...bounds() });
    const { items, cursor } = await tasks.page({ limit, after });
    if (cursor !== undefined) {
      const next = new URLSearchParams({ limit: String(limit), after: cursor });
      if (status !== undefined) next.set("status", status);
      const path = `/projects/${encodeURIComponent(project)}/tasks?${next}`;
      reply.header("link", `<${path}>; rel="next"`);
    }
    return { items: items.map(view), next: cursor };
  });

  app.get<OfTask>("/projects/:project/tasks/:id", async (request, reply) => {
    const task = await Task.objects.getOrThrow(request.params, bounds());
    if (request.headers["if-none-match"] === task.etag) {
      return reply.code(304).header("etag", task.etag).send();
    }
    return sendTask(reply, task);
  });

  app.patch<OfTask>("/projects/:project/tasks/:id", async (request, reply) => {
    const changes = TaskChanges.parse(request.body);
    const task = await asSeen(request);
    // Given an entity, an update holds only for the version that it has.
    return sendTask(reply, await Task.objects.update(task, changes, bounds()));
  });

  app.delete<OfTask>("/projects/:project/tasks/:id", async (request, reply) => {
    await Task.objects.delete(await asSeen(request), bounds());
    return reply.code(204).send();
  });

  return app;
}

/** The task that the client has seen, by If-Match; what happens after this read is the version's matter. */
async function asSeen(request: FastifyRequest<OfTask>): Promise<Task> {
  const { "if-match": seen } = request.headers;
  if (seen === undefined) {
    throw new ProblemError({ status: 428, title: "Send the ETag that you have as If-Match" });
  }
  const task = await Task.objects.getOrThrow(request.params, { consistent: true, ...bounds() });
  if (seen !== task.etag) throw new ProblemError(PRECONDITION_FAILED);
  return task;
}

function view({ id, title, status, due, etag, createdAt, updatedAt }: Task) {
  return { id, title, status, due, etag, createdAt, updatedAt };
}

function sendTask(reply: FastifyReply, task: Task) {
  return reply.header("etag", task.etag).send(view(task));
}

function sendProblem(reply: FastifyReply, problem: Problem) {
  return reply
    .code(problem.status)
    .type("application/problem+json")
    .send({ type: "about:blank", ...problem });
}
