// Sphinx names a stemmer for Chinese, but brings the English one alone, for the words in Latin letters.
var ChineseStemmer = class {
  stemWord(word) {
    return new EnglishStemmer().stemWord(word);
  }
};
