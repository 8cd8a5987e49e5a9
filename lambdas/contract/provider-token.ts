/** What the secret of a new stage holds until somebody puts the provider's token there. */
export const tokenPlaceholder = 'put the token here';
