/**
 * Next's fillers for what browsers lacked before those that it still supports (Safari 16.4, Chrome 111, Firefox 111). The one
 * newer thing among them is `URL.canParse`, and tests/unit/stand-ins.test.ts sees that nobody calls it.
 */
export {}
