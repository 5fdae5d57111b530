/** What we use of swagger-ui-dist, which brings no types; its options are documented at swagger.io. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  type SwaggerUiOptions = {
    domNode: HTMLElement
    url: string
    [option: string]: unknown
  }
  export default function SwaggerUi(options: SwaggerUiOptions): unknown
}
