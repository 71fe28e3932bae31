import { type LambdaTime, lambdaDeadline, MonotableError, TransactionError } from "monotable";
import * as z from "zod";
import { Customer, Order, shop } from "./models.js";

/** What the handler reads of an event of API Gateway, payload format 2.0. */
interface ApiEvent {
  readonly routeKey: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

interface ApiResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Call {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly bounds: { readonly deadline: Date };
}

/** Milliseconds before the end of the invocation that are left for the answer. */
const MARGIN_MS = 500;

const NewOrder = z.strictObject({ total: z.number().positive() });

const ROUTES: ReadonlyMap<string, (call: Call) => Promise<ApiResult>> = new Map([
  ["PUT /customers/{customer}", putCustomer],
  ["GET /customers/{customer}", getCustomer],
  ["PUT /customers/{customer}/orders/{order}", putOrder],
  ["GET /customers/{customer}/orders/{order}", getOrder],
]);

export async function handler(event: ApiEvent, context: LambdaTime): Promise<ApiResult> {
  const route = ROUTES.get(event.routeKey);
  if (route === undefined) return answer(404);
  try {
    return await route({
      path: event.pathParameters ?? {},
      query: event.queryStringParameters ?? {},
      body: bodyOf(event),
      bounds: { deadline: lambdaDeadline(context, MARGIN_MS) },
    });
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error; // Lambda logs it, and the client is told 500
    return answer(status);
  }
}

async function putCustomer({ path: { customer = "" }, bounds }: Call): Promise<ApiResult> {
  await Customer.objects.create(new Customer({ customer, orders: 0, total: 0 }), bounds);
  return answer(201, { customer });
}

async function getCustomer({ path: { customer = "" }, query, bounds }: Call): Promise<ApiResult> {
  const [{ orders, total }, page] = await Promise.all([
    Customer.objects.getOrThrow({ customer }, bounds),
    Order.objects.query({ customer }, bounds).page({ limit: 20, after: query.after }),
  ]);
  return answer(200, { customer, orders, total, list: page.items.map(view), next: page.cursor });
}

async function putOrder({ path: { customer = "", order = "" }, body, bounds }: Call) {
  const made = new Order({ customer, order, ...NewOrder.parse(body) });
  const operations = [Customer.operations.check({ customer }), Order.operations.create(made)];
  await shop.transact(operations, bounds);
  return answer(201, view(made));
}

async function getOrder({ path: { customer = "", order = "" }, bounds }: Call) {
  return answer(200, view(await Order.objects.getOrThrow({ customer, order }, bounds)));
}

const view = ({ order, total }: Order) => ({ order, total });

/** The JSON of a body; `undefined` where it is none. */
function bodyOf({ body = "", isBase64Encoded }: ApiEvent): unknown {
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, "base64").toString() : body);
  } catch {
    return undefined;
  }
}

/** What clients may learn of errors by their code. */
const STATUS: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  KEY: 400,
  CURSOR: 400,
  THROTTLED: 503,
  TIMEOUT: 503,
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof z.ZodError) return 422;
  if (!MonotableError.is(error)) return undefined;
  const code = error instanceof TransactionError ? error.reasons[0]?.code : error.code;
  return STATUS[code ?? ""];
}

function answer(statusCode: number, body: object = {}): ApiResult {
  const headers = { "content-type": "application/json" };
  return { statusCode, headers, body: JSON.stringify(body) };
}
