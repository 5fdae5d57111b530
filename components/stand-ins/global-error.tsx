/**
 * Next's own page for errors in the browser, without its styles and icon. app/global-error.tsx has its place; this is left
 * for an error in that page itself, which has nothing more to draw with.
 */
export default function PlainGlobalError() {
  return (
    <html lang="en" id="__next_error__">
      <body>This page could not load. Reload to try again.</body>
    </html>
  )
}
