// Whoever is signed in tries requests with the cookie, and a change with it needs the header; nothing is sent to anybody else.
window.SwaggerUIBundle({
  url: '/openapi/v1.json',
  dom_id: '#api',
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: request => {
    request.headers['X-DustWatch'] = '1'
    return request
  },
})
