/** What every handler's process needs: Node itself, and the loop that calls it. */
export const handler = async () => ({ statusCode: 200, headers: {}, body: "{}" });
