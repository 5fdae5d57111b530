/**
 * Next's lib/constants in the browser: of its 70 names, made for the build and the server, Next's own client takes this one.
 * tests/unit/stand-ins.test.ts reads Next's client for the names that it takes and compares the values.
 */
export const NEXT_NAV_DEPLOYMENT_ID_HEADER = 'x-nextjs-deployment-id'
