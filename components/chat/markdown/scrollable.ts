/** What scrolls in its own box must be within reach of the keyboard; the name says what one has reached. */
export const scrollable = (label: string) => ({ tabIndex: 0, role: 'group', 'aria-label': label })
