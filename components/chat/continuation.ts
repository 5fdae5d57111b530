/**
 * What is sent to have a reply continued that did not come to its end. It is stored like any question, so that what
 * follows stands below what broke off; the thread shows it as a remark.
 */
export const CONTINUATION = 'Continue exactly where your last reply broke off.'

/** Whether a question only asks to go on. */
export const isContinuation = (text: string): boolean => text === CONTINUATION
