/** The id of the navigation, which is a popover on narrow screens. */
export const NAVIGATION_ID = 'navigation'
