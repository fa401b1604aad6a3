// Where the server is, said once: without it Streamlit asks at every depth of the address, and the
// wrong guesses stand as errors in the console.
window.__streamlit = {
  BACKEND_BASE_URL: window.location.origin,
  HOST_CONFIG_BASE_URL: window.location.origin,
  MAIN_PAGE_BASE_URL: window.location.origin,
};
