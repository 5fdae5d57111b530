/** How many messages of a long thread a page opens with: they fill any screen twice. */
export const WINDOW_MESSAGES = 40
