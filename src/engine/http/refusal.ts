import { type ServiceError, serviceError } from "../../errors/transport-errors.js";

/** The refusal of what is no HTTP request, or none that is taken; the connection ends with it. */
export function refusal(statusCode: number, serviceMessage: string): ServiceError {
  return serviceError({ service: "BadRequestException", serviceMessage, statusCode });
}
