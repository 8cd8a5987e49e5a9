/** Of the API: it changes where a caller of before would no longer be understood. */
export const apiVersion = '1';
