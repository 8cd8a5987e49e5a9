/**
 * In the place of node:http2, as undici has it where Node.js was built without: every connection of ours is told not to
 * offer HTTP/2, and no SDK client here speaks it.
 */
export const constants = {};

export default { constants };
