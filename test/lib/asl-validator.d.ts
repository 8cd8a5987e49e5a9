declare module 'asl-validator' {
  export default function aslValidator(definition: unknown): { readonly isValid: boolean };
}
