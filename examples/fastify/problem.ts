import { type ErrorCode, MonotableError } from "monotable";
import { ZodError } from "zod";

/** An answer of RFC 9457. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly code?: ErrorCode;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Thrown by a route to answer with just this. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export const PRECONDITION_FAILED: Problem = {
  status: 412,
  title: "Somebody has changed it",
  detail: "Get it again, decide again, and send its new ETag.",
};

const PASSING: Problem = { status: 503, title: "Try again" };

/** What clients may learn of our errors; all others are our own fault, and stay in the log. */
const PROBLEMS: Partial<Record<ErrorCode, Problem>> = {
  NOT_FOUND: { status: 404, title: "There is no such thing" },
  ALREADY_EXISTS: { status: 409, title: "It exists already" },
  VERSION_CONFLICT: PRECONDITION_FAILED,
  CURSOR: { status: 400, title: "This cursor is not one of this list" },
  KEY: { status: 400, title: "This is no id" },
  ITEM_TOO_LARGE: { status: 413, title: "It is too large" },
  THROTTLED: PASSING,
  TIMEOUT: PASSING,
  NETWORK: PASSING,
  RETRY_BUDGET: PASSING,
};

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof ZodError) {
    const errors = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    return { status: 422, title: "Some values do not fit", errors };
  }
  if (MonotableError.is(error)) {
    const problem = PROBLEMS[error.code];
    if (problem !== undefined) return { ...problem, code: error.code };
  }
  const status = statusOf(error); // Fastify's own: a body that is no JSON, say
  if (status >= 400 && status < 500) return { status, title: String(Object(error).message) };
  return { status: 500, title: "Something went wrong" };
}

function statusOf(error: unknown): number {
  const { statusCode } = Object(error);
  return typeof statusCode === "number" ? statusCode : 500;
}
